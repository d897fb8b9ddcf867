from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="attempts_allowed",
            field=models.PositiveIntegerField(default=3),
        ),
    ]
